// Minimum: Go 1.19
package main

import "fmt"

type task struct{ exitCh chan struct{} }

func (t *task) reap() { close(t.exitCh) }
func (t *task) wait() { <-t.exitCh }

func main() {
	var t task
	func() {
		defer func() { fmt.Println("reap:", recover()) }()
		t.reap()
	}()
	fmt.Println("wait:")
	t.wait()
}
