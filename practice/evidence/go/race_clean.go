// Minimum: Go 1.19
// Built with: -race
package main

import (
	"fmt"
	"sync"
)

type table struct {
	mu    sync.Mutex
	tasks map[string]int
}

func (t *table) get(id string) int    { t.mu.Lock(); defer t.mu.Unlock(); return t.tasks[id] }
func (t *table) put(id string, n int) { t.mu.Lock(); defer t.mu.Unlock(); t.tasks[id] = n }

func main() {
	t := &table{tasks: map[string]int{"execs": 0}}
	var read, all sync.WaitGroup
	read.Add(2)
	for i := 0; i < 2; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			n := t.get("execs")
			read.Done()
			read.Wait() // both have read before one of them writes
			t.put("execs", n+1)
		}()
	}
	all.Wait()
	fmt.Println("two execs were counted as", t.get("execs"))
	fmt.Println("the race detector had nothing to say")
}
