// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

type key struct{}

func main() {
	ctx := context.WithValue(context.Background(), key{}, "request-7")
	seen := make(chan any)
	go func() { seen <- ctx.Value(key{}) }()
	fmt.Println("another goroutine sees:", <-seen)
}
