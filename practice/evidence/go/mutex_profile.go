// Minimum: Go 1.19
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
)

func main() {
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(1)
	var mu sync.Mutex
	mu.Lock() // and never unlocked
	go func() { mu.Lock() }()

	waits := func() bool {
		var text bytes.Buffer
		_ = pprof.Lookup("goroutine").WriteTo(&text, 2)
		return strings.Contains(text.String(), "sync.(*Mutex).Lock")
	}
	for !waits() {
		runtime.Gosched()
	}
	fmt.Println("goroutine profile: it waits in sync.(*Mutex).Lock")
	fmt.Println("mutex profile:", pprof.Lookup("mutex").Count(), "entries")
	fmt.Println("block profile:", pprof.Lookup("block").Count(), "entries")
}
