// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"sync"
)

// own is a context as it is often retold: Done makes the channel, cancel closes it.
type own struct {
	mu    sync.Mutex
	done  chan struct{}
	ended bool
}

func (c *own) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		c.done = make(chan struct{})
	}
	return c.done
}

func (c *own) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.ended = true
		close(c.done)
	}
}

// says is what the call panics with.
func says(call func()) (what any) {
	defer func() { what = recover() }()
	call()
	return nil
}

func main() {
	asked, unasked := &own{}, &own{}
	asked.Done()
	fmt.Println("own, Done was called before:", says(asked.cancel))
	fmt.Println("own, it was not:            ", says(unasked.cancel))
	ctx, cancel := context.WithCancel(context.Background())
	fmt.Println("Go's, it was not:           ", says(cancel))
	<-ctx.Done()
	fmt.Println("Go's Done is closed, though it is asked only now")
}
