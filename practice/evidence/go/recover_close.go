// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

func closed(ch chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func main() {
	first, second := make(chan struct{}), make(chan struct{})
	close(first) // the second owner was here
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		close(first)
		close(second) // the rest of the same function
	}()
	fmt.Println("second channel closed:", closed(second))

	var once sync.Once
	runs := 0
	for i := 0; i < 2; i++ {
		func() {
			defer func() { _ = recover() }()
			once.Do(func() { runs++; panic("half done") })
		}()
	}
	fmt.Println("a Once whose function panicked ran it", runs, "time(s)")
}
