// Minimum: Go 1.19

// Package cards has frames for cards: see ../cards.rs.
package cards

import "sync"

type task struct {
	mu     sync.Mutex
	exitCh chan struct{}
}

// Card wait-must-lock
func (t *task) wait() { <-t.exitCh }

func (t *task) reap() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.exitCh)
}

// End
