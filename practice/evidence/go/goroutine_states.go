// Minimum: Go 1.19
package main

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
)

var (
	empty = make(chan int)
	none  chan int
	mu    sync.Mutex
)

func receives()        { <-empty }
func sends()           { empty <- 1 }
func receivesFromNil() { <-none }
func selects() {
	select {
	case <-none:
	case <-time.After(time.Hour):
	}
}
func waitsForNothing() { select {} }
func sleeps()          { time.Sleep(time.Hour) }
func locks()           { mu.Lock() }

// reason is what a dump shows in brackets for the goroutine in that function.
func reason(function string) string {
	buffer := make([]byte, 1<<16)
	for {
		dump := string(buffer[:runtime.Stack(buffer, true)])
		for _, one := range strings.Split(dump, "\n\n") {
			if !strings.Contains(one, "main."+function+"(") {
				continue
			}
			found := regexp.MustCompile(`\[(.*?)\]`).FindStringSubmatch(one)[1]
			if found != "running" && found != "runnable" {
				return found
			}
		}
		runtime.Gosched() // until it waits
	}
}

func main() {
	mu.Lock()
	// sends and receives would meet: one after the other.
	show := func(name string, wait func()) {
		go wait()
		fmt.Printf("%-16s [%s]\n", name, reason(name))
	}
	show("receives", receives)
	empty <- 0
	show("sends", sends)
	show("receivesFromNil", receivesFromNil)
	show("selects", selects)
	show("waitsForNothing", waitsForNothing)
	show("sleeps", sleeps)
	go locks()
	named := reason("locks")
	fmt.Println("a mutex is [semacquire] or [sync.Mutex.Lock]:", named == "semacquire" || named == "sync.Mutex.Lock")
}
