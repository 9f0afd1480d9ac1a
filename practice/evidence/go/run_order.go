// Minimum: Go 1.19
package main

import (
	"fmt"
	"runtime"
	"sync"
)

// round starts four goroutines and says in which order they ran.
func round() string {
	var all sync.WaitGroup
	order := ""
	all.Add(4)
	for i := 1; i <= 4; i++ {
		i := i
		go func() {
			order += fmt.Sprint(i) // one P: one at a time
			all.Done()
		}()
	}
	all.Wait()
	return order
}

func main() {
	runtime.GOMAXPROCS(1)
	seen := map[string]int{}
	for i := 0; i < 1001; i++ {
		seen[round()]++
	}
	// The runtime may preempt the loop, so one round in many is another.
	for order, times := range seen {
		if times > 500 {
			fmt.Println("started 1234, ran", order)
		}
	}
}
