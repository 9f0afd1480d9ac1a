// Minimum: Go 1.23
// Maximum: Go 1.24
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/trace"
	"strings"
	"sync/atomic"
	"syscall"
)

var (
	work    = make(chan int)
	in, out int // a pipe that blocks: not one of package os
	turns   atomic.Int64
)

func receives() { <-work }
func yields()   { runtime.Gosched() }
func computes() {
	for {
		turns.Add(1)
	}
}
func reads() { syscall.Read(in, make([]byte, 1)) }

// asks has its answer at once: it is back before the runtime takes its P away. One of a thousand is enough.
func asks() {
	for i := 0; i < 1000; i++ {
		syscall.Write(out, make([]byte, 1))
		syscall.Read(in, make([]byte, 1))
	}
}

// state is what a dump says of the goroutine in that function.
func state(function string) string {
	buffer := make([]byte, 1<<16)
	for _, one := range strings.Split(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		if strings.Contains(one, "main."+function+"(") || strings.Contains(one, "main."+function+"\n") {
			return regexp.MustCompile(`\[(.*?)(,.*)?\]`).FindStringSubmatch(one)[1]
		}
	}
	return "gone"
}

// until lets the others run until the dump has the word.
func until(function, wanted string) {
	for state(function) != wanted {
		runtime.Gosched()
	}
}

func record(path string) {
	file, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	trace.Start(file)
	go receives()
	until("receives", "chan receive")
	work <- 1
	until("receives", "gone")
	go yields()
	until("yields", "gone")
	go asks()
	until("asks", "gone")
	go reads()
	until("reads", "syscall")
	syscall.Write(out, make([]byte, 1))
	for state("reads") == "syscall" {
		// main keeps the only P: the goroutine that comes back finds none.
	}
	until("reads", "gone")
	go computes()
	for turns.Load() == 0 {
		runtime.Gosched() // main runs again after it only if computes has been preempted
	}
	trace.Stop()
	file.Close()
}

// A move has two lines, and the function of a new goroutine is in the stack below them.
var (
	move = regexp.MustCompile(`StateTransition .*Resource=Goroutine\((\d+)\) Reason="(.*?)" GoID=\d+ (\w+->\w+)`)
	made = regexp.MustCompile(`Resource=Goroutine\((\d+)\) .* NotExist->Runnable\nTransitionStack=\n\s+main\.(\w+) @`)
)

func main() {
	runtime.GOMAXPROCS(1)
	var pipe [2]int
	syscall.Pipe(pipe[:])
	in, out = pipe[0], pipe[1]
	dir, _ := os.MkdirTemp("", "trace")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "moves")
	record(path)

	output, err := exec.Command("go", "tool", "trace", "-d=1", path).Output()
	if err != nil {
		panic(err)
	}
	names, seen := map[string]string{}, map[string]bool{}
	for _, it := range made.FindAllStringSubmatch(string(output), -1) {
		names[it[1]] = it[2]
	}
	for _, it := range move.FindAllStringSubmatch(string(output), -1) {
		seen[strings.TrimSpace(names[it[1]]+" "+it[3]+" "+it[2])] = true
	}
	for _, one := range [][2]string{
		{"go", "receives NotExist->Runnable"},
		{"a P takes it", "receives Runnable->Running"},
		{"park", "receives Running->Waiting chan receive"},
		{"ready", "receives Waiting->Runnable"},
		{"return", "receives Running->NotExist"},
		{"Gosched", "yields Running->Runnable runtime.Gosched"},
		{"preempt", "computes Running->Runnable preempted"},
		{"system call", "reads Running->Syscall"},
		{"returns, none is free", "reads Syscall->Runnable"},
		{"returns, a P is free", "asks Syscall->Running"},
	} {
		what := one[1]
		if !seen[what] {
			what = "not in the trace"
		}
		fmt.Printf("%-22s %s\n", one[0]+":", what)
	}
}
