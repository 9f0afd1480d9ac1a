// Minimum: Go 1.21
package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	started, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		close(started)
		<-goOn
		close(ended)
	})
	unused := context.AfterFunc(ctx, func() { panic("it was stopped in time") })
	fmt.Println("stop before the cancel:", unused())

	cancel() // it returns although the function waits: it has a goroutine of its own
	<-started
	fmt.Println("stop while the function runs:", stop())
	select {
	case <-ended:
		fmt.Println("the function has ended")
	default:
		fmt.Println("the function has not ended, and stop has returned")
	}
	close(goOn)
	<-ended

	again := make(chan struct{})
	context.AfterFunc(ctx, func() { close(again) })
	<-again
	fmt.Println("registered after the cancel: it ran at once")
}
