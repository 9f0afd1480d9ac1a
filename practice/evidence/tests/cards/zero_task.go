// Minimum: Go 1.19

// Package cards has frames for cards: see ../cards.rs.
package cards

// Card zero-value-task
type task struct{ exitCh chan struct{} }

func (t *task) reap() { close(t.exitCh) }
func (t *task) wait() { <-t.exitCh }

// End
