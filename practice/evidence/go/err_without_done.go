// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	fmt.Println("before:", ctx.Err())
	cancel()
	fmt.Println("after:", ctx.Err())
}
