// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

func main() {
	ctx := context.Background()
	fmt.Println("Done is nil:", ctx.Done() == nil)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-ctx.Done()
	}()
	<-ended
}
