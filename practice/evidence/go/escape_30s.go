// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"time"
)

// timeout stands for time.After(30 * time.Second): here it is due at once.
func watch(ctx context.Context, timeout <-chan time.Time, cleanup func()) {
	select {
	case <-ctx.Done():
	case <-timeout:
		// "exit, to avoid the leak"
	}
	cleanup()
}

func main() {
	due := make(chan time.Time, 1)
	due <- time.Now()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	watch(ctx, due, func() { fmt.Println("cleanup ran; the task's context says:", ctx.Err()) })
}
