// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"reflect"
	"time"
)

// children counts what a context will cancel together with itself. Nobody else uses the contexts meanwhile.
func children(ctx context.Context) int {
	return reflect.ValueOf(ctx).Elem().FieldByName("children").Len()
}

func main() {
	parent, cancelParent := context.WithCancel(context.Background())
	_, cancel := context.WithTimeout(parent, time.Hour)
	fmt.Println("a child:", children(parent))
	cancel()
	fmt.Println("it is cancelled:", children(parent))

	done := make(chan struct{})
	go func() {
		defer close(done)
		_, cancel := context.WithCancel(parent)
		defer cancel()
	}()
	<-done
	fmt.Println("its goroutine has ended, with a deferred cancel:", children(parent))

	var forgotten context.CancelFunc
	for i := 0; i < 3; i++ {
		_, forgotten = context.WithTimeout(parent, time.Hour)
	}
	fmt.Println("three are never cancelled:", children(parent))
	cancelParent()
	fmt.Println("the parent is cancelled:", children(parent))
	forgotten()
}
