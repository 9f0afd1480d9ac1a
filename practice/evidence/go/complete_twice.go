// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

type monitor struct {
	mu    sync.Mutex
	done  bool
	ready chan struct{}
}

func (m *monitor) complete() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done = true
	close(m.ready)
}

func main() {
	m := &monitor{ready: make(chan struct{})}
	m.complete()
	fmt.Println("first call: done")
	m.complete()
}
