// Minimum: Go 1.19

// Package cards has frames for cards: see ../cards.rs.
package cards

import "sync"

type task struct {
	mu     sync.Mutex
	exited bool
	exitCh chan struct{}
}

// Card guarded-close
func (t *task) reap() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.exited {
		return
	}
	t.exited = true
	close(t.exitCh)
}

// End

func late(t *task) {
	// Card it-is-a-data-race
	if t.exited { // no caller holds t.mu; written under t.mu elsewhere
		return
	}
	// End
	t.reap()
}
