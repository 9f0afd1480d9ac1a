// Minimum: Go 1.19
// Built with: -race
package main

import (
	"fmt"
	"sync"
)

type task struct {
	mu     sync.Mutex
	exited bool
	exitCh chan struct{}
}

func (t *task) reap() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.exited {
		return
	}
	t.exited = true
	close(t.exitCh)
}

func main() {
	for i := 0; i < 100; i++ {
		t := &task{exitCh: make(chan struct{})}
		var all sync.WaitGroup
		for j := 0; j < 50; j++ {
			all.Add(1)
			go func() { defer all.Done(); t.reap() }()
		}
		all.Wait()
		<-t.exitCh
	}
	fmt.Println("100 tasks, 50 calls of reap for each: no panic, no race, every channel closed")
}
