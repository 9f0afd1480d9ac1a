// Minimum: Go 1.19
// Built with: -race
package main

import (
	"fmt"
	"sync"
)

func main() {
	var tasks sync.Map
	tasks.Store("web", "old task, gone")
	looked, replaced := make(chan struct{}), make(chan struct{})
	go func() {
		<-looked
		tasks.Store("web", "new task, running")
		close(replaced)
	}()

	// The cleanup: look first, then delete. Each step is safe by itself.
	if state, ok := tasks.Load("web"); ok && state == "old task, gone" {
		close(looked)
		<-replaced
		tasks.Delete("web")
	}
	_, ok := tasks.Load("web")
	fmt.Println("the new task is still listed:", ok)
	fmt.Println("the race detector had nothing to say")
}
