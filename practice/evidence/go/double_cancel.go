// Minimum: Go 1.19
// Built with: -race
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

func main() {
	for i := 0; i < 200; i++ {
		parent, cancelParent := context.WithCancel(context.Background())
		child, cancelChild := context.WithTimeout(parent, time.Microsecond)
		var all sync.WaitGroup
		for _, cancel := range []func(){cancelParent, cancelChild, cancelParent, cancelChild} {
			all.Add(1)
			go func(cancel func()) { defer all.Done(); cancel() }(cancel)
		}
		all.Wait()
		<-child.Done()
	}
	fmt.Println("200 rounds, 4 cancels and a timer in each: no panic, no race")

	ctx, cancel := context.WithTimeout(context.Background(), 0)
	<-ctx.Done()
	cancel()
	fmt.Println("the first error stays:", ctx.Err())
}
