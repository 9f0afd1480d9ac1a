// Minimum: Go 1.19
// Built with: -race
package main

import (
	"fmt"
	"sync"
)

var seen bool

func main() {
	var mu sync.Mutex
	exited := false
	done := make(chan struct{})
	go func() {
		mu.Lock()
		exited = true
		mu.Unlock()
		close(done)
	}()
	seen = exited // "one word, so no lock is needed"
	<-done
	fmt.Println("both have ended")
}
