// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

func main() {
	release, ended := make(chan struct{}), make(chan struct{})
	func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go func() {
			defer close(ended)
			<-ctx.Done()
			<-release // what is left to do after the cancel
		}()
	}()
	select {
	case <-ended:
		fmt.Println("cancel returned, and the worker had ended")
	default:
		fmt.Println("cancel returned, and the worker had not ended")
	}
	close(release)
	<-ended
}
