// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

func main() {
	var all sync.WaitGroup
	release, cleaned := make(chan struct{}), make(chan struct{})
	all.Add(1)
	go func() {
		// Deferred calls run in reverse order: Done first, then the cleanup.
		defer func() { <-release; close(cleaned) }()
		defer all.Done()
	}()
	all.Wait()
	select {
	case <-cleaned:
		fmt.Println("Wait returned, and the cleanup had run")
	default:
		fmt.Println("Wait returned, and the cleanup had not run")
	}
	close(release)
	<-cleaned
}
