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
	// The runtime's own locks have entries too, and on a busy machine one of them may be contended.
	entries := func(profile string) int {
		var text bytes.Buffer
		_ = pprof.Lookup(profile).WriteTo(&text, 1)
		return strings.Count(text.String(), "sync.(*Mutex)")
	}
	fmt.Println("mutex profile:", entries("mutex"), "entries of a sync.Mutex")
	fmt.Println("block profile:", entries("block"), "entries of a sync.Mutex")
}
