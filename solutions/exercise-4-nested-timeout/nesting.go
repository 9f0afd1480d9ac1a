// Minimum: Go 1.19

// The same three claims in Go, to read and to run: go run nesting.go
package main

import (
	"context"
	"fmt"
	"time"
)

// Five seconds of work, inside a limit of ten, inside a limit of two.
const (
	work  = 5 * time.Second
	inner = 10 * time.Second
	outer = 2 * time.Second
)

// listen does the work, and listens only to ctx. It began before any limit did.
func listen(claim string, began time.Time, ctx context.Context) {
	var end error
	select {
	case <-time.After(work):
	case <-ctx.Done():
		end = ctx.Err()
	}
	fmt.Printf("%s\n         ended after %v: %v\n\n", claim, time.Since(began).Truncate(time.Second), end)
}

func main() {
	began := time.Now()
	short, cancel := context.WithTimeout(context.Background(), outer)
	long, cancelLong := context.WithTimeout(short, inner)
	listen("claim 1: a longer limit inside overrides the shorter one outside", began, long)
	cancelLong()
	cancel()

	began = time.Now()
	short, cancel = context.WithTimeout(context.Background(), outer)
	middle, cancelMiddle := context.WithCancel(short)
	long, cancelLong = context.WithTimeout(middle, inner)
	listen("claim 2: a WithCancel between the two cuts the chain", began, long)
	cancelLong()
	cancelMiddle()
	cancel()

	parent, cancel := context.WithCancel(context.Background())
	child, cancelChild := context.WithTimeout(parent, inner)
	began = time.Now()
	time.AfterFunc(outer, cancel)
	listen("claim 3: code that listens to the child alone never notices the parent's end", began, child)
	cancelChild()
}
