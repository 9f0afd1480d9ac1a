// Minimum: Go 1.19
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type task struct {
	mu     sync.Mutex
	exitCh chan struct{}
}

func (t *task) wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	<-t.exitCh
}

func (t *task) reap() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.exitCh)
}

func main() {
	t := &task{exitCh: make(chan struct{})}
	go t.wait()
	for t.mu.TryLock() { // until wait holds the lock
		t.mu.Unlock()
		runtime.Gosched()
	}
	fmt.Println("somebody waits; now the task is reaped")
	t.reap()
	fmt.Println("never printed")
}
