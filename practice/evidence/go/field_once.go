// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

type task struct {
	once   sync.Once
	exited bool
	exitCh chan struct{}
}

// The mutex and the flag went away with the guard they were.
func (t *task) reap() { t.once.Do(func() { close(t.exitCh) }) }

func main() {
	t := &task{exitCh: make(chan struct{})}
	t.reap()
	t.reap()
	<-t.exitCh
	fmt.Println("two calls, one close")
	fmt.Println("what a reader of the flag sees: exited =", t.exited)
}
