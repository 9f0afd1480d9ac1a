// Minimum: Go 1.21
package main

import (
	"context"
	"fmt"
)

type key struct{}

func main() {
	request, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "request-7"))
	cleanup := context.WithoutCancel(request)
	cancel()
	fmt.Println("error:", cleanup.Err())
	fmt.Println("value:", cleanup.Value(key{}))
}
