// Minimum: Go 1.23
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/trace"
	"strings"
	"sync/atomic"
)

// record traces a loop without a call until it was preempted some times.
func record(path string) {
	out, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	defer out.Close()
	trace.Start(out)
	defer trace.Stop()
	var over atomic.Bool
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for !over.Load() {
		}
	}()
	// One P: each turn of main comes after a preemption of the loop.
	for i := 0; i < 3; i++ {
		runtime.Gosched()
	}
	over.Store(true)
	<-ended
}

func main() {
	runtime.GOMAXPROCS(1)
	dir, _ := os.MkdirTemp("", "trace")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "trace")
	record(path)
	events, err := exec.Command("go", "tool", "trace", "-d=1", path).Output()
	if err != nil {
		panic(err)
	}
	text := string(events)
	count := func(words string) int { return strings.Count(text, words) }
	fmt.Println(`a field "preempted=":            `, count("preempted="))
	fmt.Println(`a field "status=":               `, count(" status="))
	reasons := 0
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, `Reason="preempted"`) && strings.HasSuffix(line, "Running->Runnable") {
			reasons++
		}
	}
	fmt.Println(`a reason of Running->Runnable:   `, reasons > 0)
}
