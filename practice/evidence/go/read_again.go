// Minimum: Go 1.19
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var mu sync.RWMutex
	mu.RLock()
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	for mu.TryRLock() { // until the writer has queued
		mu.RUnlock()
		runtime.Gosched()
	}
	fmt.Println("a writer waits; the reader reads once more")
	mu.RLock()
	fmt.Println("never printed")
}
