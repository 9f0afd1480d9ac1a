// Minimum: Go 1.21
package main

import (
	"context"
	"fmt"
	"time"
)

type key struct{}

func main() {
	root := context.WithValue(context.Background(), key{}, "request-7")
	parent, cancelParent := context.WithTimeout(root, time.Hour)
	show := func(name string, ctx context.Context) {
		_, hasDeadline := ctx.Deadline()
		fmt.Printf("%-30s %-25s done channel %-5v  deadline %-5v  value %v\n",
			name, fmt.Sprintf("%T", ctx), ctx.Done() != nil, hasDeadline, ctx.Value(key{}))
	}
	plain, cancelPlain := context.WithCancel(parent)
	shorter, cancelShorter := context.WithTimeout(parent, time.Minute)
	longer, cancelLonger := context.WithTimeout(parent, 10*time.Hour)
	show("WithValue(Background)", root)
	show("WithTimeout(…, hour)", parent)
	show("  WithCancel", plain)
	show("  WithTimeout(…, minute)", shorter)
	show("  WithTimeout(…, ten hours)", longer)
	show("  WithValue", context.WithValue(parent, "other", 1))
	show("  WithoutCancel", context.WithoutCancel(parent))
	mine, _ := plain.Deadline()
	theirs, _ := parent.Deadline()
	fmt.Println("WithCancel has the deadline of its parent:", mine.Equal(theirs))
	for _, cancel := range []func(){cancelParent, cancelPlain, cancelShorter, cancelLonger} {
		cancel()
	}
}
