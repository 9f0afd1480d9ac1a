// Minimum: Go 1.19
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

const four = 4

func computes() {
	for {
	}
}

var mu sync.Mutex

func waits() { mu.Lock() }

// child is the program under observation. It ends when its input closes.
func child(work string) {
	mu.Lock()
	for i := 0; i < four; i++ {
		if work == "computes" {
			go computes()
		} else {
			go waits()
		}
	}
	named := regexp.MustCompile(`\[(semacquire|sync\.Mutex\.Lock)\]`)
	buffer := make([]byte, 1<<16)
	for work == "waits" {
		dump := buffer[:runtime.Stack(buffer, true)]
		if len(named.FindAll(dump, -1)) == four {
			break
		}
		runtime.Gosched() // until all four wait
	}
	println("ready")
	io.Copy(io.Discard, os.Stdin)
}

var line = regexp.MustCompile(`runqueue=(\d+) \[([\d ]*)\]`)

// queued reads scheduler lines until one shows that many goroutines in the
// queues, the common one and that of the processor.
func queued(work string, wanted int) string {
	cmd := exec.Command(os.Args[0], work)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GODEBUG=schedtrace=10")
	input, _ := cmd.StdinPipe() // open, and empty: its main waits there
	defer input.Close()
	errors, _ := cmd.StderrPipe()
	if err := cmd.Start(); err != nil {
		return err.Error()
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	ready, seen := false, map[int]bool{}
	lines := bufio.NewScanner(errors)
	for n := 0; n < 500 && lines.Scan(); {
		ready = ready || lines.Text() == "ready"
		found := line.FindStringSubmatch(lines.Text())
		if found == nil || !ready {
			continue
		}
		n++
		sum := 0
		for _, count := range append(strings.Fields(found[2]), found[1]) {
			more, _ := strconv.Atoi(count)
			sum += more
		}
		if sum == wanted {
			return fmt.Sprint(sum, " in the queues")
		}
		seen[sum] = true
	}
	return fmt.Sprint("never ", wanted, " in the queues, but ", seen)
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	fmt.Println("four compute, one processor:", queued("computes", 3))
	fmt.Println("four wait for a mutex:      ", queued("waits", 0))
}
