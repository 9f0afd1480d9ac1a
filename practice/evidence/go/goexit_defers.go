// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"runtime"
)

func main() {
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(ended)
		defer func() { fmt.Println("recover says:", recover()) }()
		defer cancel()
		runtime.Goexit()
		fmt.Println("never printed")
	}()
	<-ended
	fmt.Println("the deferred cancel ran:", ctx.Err())
}
