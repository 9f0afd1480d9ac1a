// Minimum: Go 1.21
// Built with: -tags=faketime
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// A dice throws the same numbers here and in rust/random_trees.rs.
type dice uint64

func (d *dice) below(n uint64) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int((uint64(*d) >> 33) % n)
}

// A node of a tree. Times are milliseconds since the tree's start.
type node struct {
	name      string
	kind      string
	parent    int // -1: the background
	made      int
	deadline  int // 0: none
	cancelled int // 0: never
	ctx       context.Context
	stop      func()
	ended     int
}

// tree throws one. No two ends fall on one instant, nor on one at which a node is made.
func tree(d *dice) []*node {
	nodes := make([]*node, 3+d.below(6))
	taken := map[int]bool{}
	now := 0
	for i := range nodes {
		if i > 0 && d.below(3) == 0 {
			now += 1 + d.below(20)
		}
		taken[now] = true
		kinds := []string{"cancel", "cause", "timeout", "late", "timeout", "value", "without"}
		nodes[i] = &node{name: string(rune('a' + i)), kind: kinds[d.below(7)], parent: d.below(uint64(i+1)) - 1, made: now}
		if i > 0 && nodes[i].parent < 0 {
			nodes[i].parent = i - 1
		}
	}
	instant := func(after int) int {
		for {
			if at := after + 1 + d.below(120); !taken[at] {
				taken[at] = true
				return at
			}
		}
	}
	for _, n := range nodes {
		if n.kind == "timeout" || n.kind == "late" {
			n.deadline = instant(n.made)
		}
		if n.kind != "value" && n.kind != "without" && d.below(3) == 0 {
			n.cancelled = instant(n.made)
		}
	}
	return nodes
}

func (n *node) make(parent context.Context, start time.Time) {
	var cancel context.CancelFunc
	due := start.Add(time.Duration(n.deadline) * time.Millisecond)
	switch n.kind {
	case "cancel":
		n.ctx, cancel = context.WithCancel(parent)
	case "cause":
		ctx, cancelCause := context.WithCancelCause(parent)
		n.ctx, cancel = ctx, func() { cancelCause(errors.New("stop-" + n.name)) }
	case "timeout":
		n.ctx, cancel = context.WithDeadline(parent, due)
	case "late":
		n.ctx, cancel = context.WithDeadlineCause(parent, due, errors.New("late-"+n.name))
	case "value":
		n.ctx = context.WithValue(parent, n, n.name)
	case "without":
		n.ctx = context.WithoutCancel(parent)
	}
	n.stop, n.ended = cancel, -1
	if n.ctx.Done() != nil {
		go func() {
			<-n.ctx.Done()
			n.ended = since(start)
		}()
	}
}

func since(start time.Time) int { return int(time.Since(start) / time.Millisecond) }

// play makes the nodes and cancels them, each at its time: the clock jumps when all goroutines wait.
func play(nodes []*node) string {
	start := time.Now()
	for now := 0; now <= 300; now++ {
		for _, n := range nodes {
			if n.made == now {
				parent := context.Background()
				if n.parent >= 0 {
					parent = nodes[n.parent].ctx
				}
				n.make(parent, start)
			}
			if n.cancelled == now && now > 0 {
				n.stop()
			}
		}
		time.Sleep(time.Millisecond)
	}
	var made, ends []string
	for _, n := range nodes {
		parent, more := "-", ""
		if n.parent >= 0 {
			parent = nodes[n.parent].name
		}
		if n.deadline > 0 {
			more += fmt.Sprint(" until ", n.deadline)
		}
		if n.cancelled > 0 {
			more += fmt.Sprint(" cancelled ", n.cancelled)
		}
		made = append(made, fmt.Sprintf("%d %s %s below %s%s", n.made, n.name, n.kind, parent, more))
		end := n.name + " never"
		if n.ctx.Err() != nil {
			end = fmt.Sprintf("%s %d %s %s", n.name, n.ended, word(n.ctx.Err()), word(context.Cause(n.ctx)))
		}
		ends = append(ends, end)
		if n.stop != nil {
			defer n.stop()
		}
	}
	return strings.Join(made, ", ") + " => " + strings.Join(ends, ", ")
}

func word(err error) string {
	switch err {
	case context.Canceled:
		return "canceled"
	case context.DeadlineExceeded:
		return "deadline"
	}
	return err.Error()
}

func main() {
	// A false clock puts a header before what is written to standard output, and before nothing else.
	plain, err := syscall.Dup(1)
	if err != nil {
		panic(err)
	}
	out := os.NewFile(uintptr(plain), "standard output")
	d := dice(20261130)
	for i := 0; i < 200; i++ {
		fmt.Fprintln(out, play(tree(&d)))
	}
}
