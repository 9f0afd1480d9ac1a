// Minimum: Go 1.19

// Package cards has frames for cards: see ../cards.rs.
package cards

import "sync"

type task struct{ exitCh chan struct{} }

// Card package-level-once
var once sync.Once

func (t *task) reap() {
	once.Do(func() { close(t.exitCh) })
}

// End
