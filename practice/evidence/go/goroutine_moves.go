// Minimum: Go 1.19
package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
)

var (
	work    = make(chan int)
	in, out int   // a pipe that blocks: not one of package os
	turns   int64 // of the loop in computes
)

func receives() { <-work }
func waits()    { select {} }
func computes() {
	for {
		atomic.AddInt64(&turns, 1)
	}
}
func reads() { syscall.Read(in, make([]byte, 1)) }

// state is what a dump says of the goroutine in that function.
func state(function string) string {
	buffer := make([]byte, 1<<16)
	for _, one := range strings.Split(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		// The second form is a goroutine that has not begun.
		if strings.Contains(one, "main."+function+"(") || strings.Contains(one, "main."+function+"\n") {
			return regexp.MustCompile(`\[(.*?)(,.*)?\]`).FindStringSubmatch(one)[1]
		}
	}
	return "gone"
}

// until lets the others run until the dump has the word.
func until(function, wanted string) string {
	for state(function) != wanted {
		runtime.Gosched()
	}
	return wanted
}

func threads() int {
	all, _ := os.ReadDir("/proc/self/task")
	return len(all)
}

func main() {
	runtime.GOMAXPROCS(1) // one P: what main does not give away, no other goroutine has
	var pipe [2]int
	syscall.Pipe(pipe[:])
	in, out = pipe[0], pipe[1]

	// The runtime may take the P from main between two lines, so each try is a new goroutine.
	made, ready := "", ""
	for made != "runnable" || ready != "runnable" {
		go receives()
		made = state("receives")
		until("receives", "chan receive")
		work <- 1
		ready = state("receives")
		until("receives", "gone")
	}
	fmt.Println("go:            ", made)
	go receives()
	fmt.Println("receive, park: ", until("receives", "chan receive"))
	fmt.Println("send, ready:   ", ready)
	work <- 1
	fmt.Println("return:        ", until("receives", "gone"))

	go computes()
	for atomic.LoadInt64(&turns) == 0 {
		runtime.Gosched() // it has begun, and its loop has no end: main runs again because it was preempted
	}
	fmt.Println("preempt:       ", state("computes"))

	for i := 0; i < 20; i++ {
		go reads()
	}
	fmt.Println("system call:   ", until("reads", "syscall"))
	for threads() < 20 {
		runtime.Gosched()
	}
	fmt.Println("20 system calls have 20 threads, and main still runs on the only P")
	for i := 0; i < 1000; i++ {
		go waits()
	}
	until("waits", "select (no cases)")
	fmt.Println("1000 goroutines that wait have hundreds:", threads() > 100)
	syscall.Write(out, make([]byte, 20))
}
