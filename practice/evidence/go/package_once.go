// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

var once sync.Once

type task struct{ exitCh chan struct{} }

func (t *task) reap() { once.Do(func() { close(t.exitCh) }) }

func (t *task) ended() bool {
	select {
	case <-t.exitCh:
		return true
	default:
		return false
	}
}

func main() {
	first, second := &task{make(chan struct{})}, &task{make(chan struct{})}
	first.reap()
	second.reap()
	fmt.Println("first task ended:", first.ended())
	fmt.Println("second task ended:", second.ended())
}
