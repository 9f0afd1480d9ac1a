// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"syscall"
)

// fault reads memory that may not be read. It gives what the read panics with.
func fault() (what any) {
	defer func() { what = recover() }()
	page, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return err
	}
	return page[0]
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	debug.SetPanicOnFault(true)
	_, panicked := fault().(error)
	fmt.Println("a fault is a panic here, and recover has it:", panicked)
	fmt.Println("the context of the request:", ctx.Err())
	other := make(chan bool)
	go func() { other <- debug.SetPanicOnFault(true) }() // gives what was set before
	fmt.Println("another goroutine has the setting:", <-other)
}
