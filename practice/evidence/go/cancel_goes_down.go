// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"time"
)

// forwards hands on the Done of what it wraps; watched has a Done of its own,
// as the wrappers of some libraries do.
type forwards struct{ context.Context }

type watched struct {
	context.Context
	done chan struct{}
}

func (w watched) Done() <-chan struct{} { return w.done }

// field is a field of a context's own struct. No other goroutine uses it.
func field(ctx context.Context, name string) reflect.Value {
	return reflect.ValueOf(ctx).Elem().FieldByName(name)
}

func main() {
	root, cancel := context.WithCancel(context.Background())
	before := runtime.NumGoroutine()
	all, lowest := []context.Context{}, root
	for i := 0; i < 1000; i++ {
		below, stop := context.WithCancel(lowest)
		defer stop()
		all, lowest = append(all, below), below
	}
	fmt.Println("goroutines for 1000 contexts, each below the last:", runtime.NumGoroutine()-before)
	fmt.Println("children of the root:", field(root, "children").Len(), "in a", field(root, "children").Type())
	cancel()
	// No goroutine had a turn since: the calls of cancel went down the tree.
	ended := 0
	for _, ctx := range all {
		if ctx.Err() != nil {
			ended++
		}
	}
	fmt.Println("ended when cancel returns:", ended)
	fmt.Println("children of the root:", field(root, "children").Len())

	timed, stop := context.WithTimeout(context.Background(), time.Hour)
	defer stop()
	fmt.Println("its timer has a channel:", !field(timed, "timer").Elem().FieldByName("C").IsNil())

	below := func(name string, parent context.Context) {
		before := runtime.NumGoroutine()
		_, stop := context.WithCancel(parent)
		defer stop()
		fmt.Println("goroutines for one context below", name, runtime.NumGoroutine()-before)
	}
	below("a wrapper that forwards:", forwards{timed})
	below("a wrapper with its own Done:", watched{timed, make(chan struct{})})
}
