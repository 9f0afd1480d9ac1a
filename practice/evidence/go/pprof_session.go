// Minimum: Go 1.19
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
)

var (
	exits sync.Mutex
	reply = make(chan int)
)

func holds()  { exits.Lock(); <-reply }
func waits()  { exits.Lock() }
func waits2() { waits() }

func get(url string) string {
	answer, err := http.Get(url)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // never 0.0.0.0: a profile says much
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, nil)
	url := "http://" + listener.Addr().String() + "/debug/pprof/goroutine"
	go holds()
	for exits.TryLock() {
		exits.Unlock()
		runtime.Gosched()
	}
	for i := 0; i < 3; i++ {
		go waits2()
	}
	for strings.Count(get(url+"?debug=2"), "main.waits(") < 3 {
		runtime.Gosched()
	}

	// debug=1: one entry for each stack, with a count.
	for _, one := range strings.Split(get(url+"?debug=1"), "\n\n") {
		if strings.Contains(one, "main.waits2") || strings.Contains(one, "main.holds") {
			function := regexp.MustCompile(`main\.\w+`).FindString(one)
			count := regexp.MustCompile(`(\d+) @`).FindStringSubmatch(one)[1]
			fmt.Println("debug=1:", count, "at", function)
		}
	}
	// debug=2: each goroutine, with its reason.
	for _, one := range strings.Split(get(url+"?debug=2"), "\n\n") {
		if strings.Contains(one, "main.holds") {
			fmt.Println("debug=2:", regexp.MustCompile(`\[.*\]`).FindString(one), "in main.holds")
		}
	}
	// The tool counts goroutines, and no time.
	output, err := exec.Command("go", "tool", "pprof", "-top", "-cum", url).Output()
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(output), "\n") {
		if strings.HasPrefix(line, "Type:") {
			fmt.Println("pprof:  ", line)
		}
		// Of this goroutine, its share, their sum; with those called from it, its share, its name.
		if fields := strings.Fields(line); len(fields) == 6 && fields[5] == "main.waits2" {
			fmt.Println("pprof:  ", fields[3], "at or below", fields[5])
		}
	}
}
