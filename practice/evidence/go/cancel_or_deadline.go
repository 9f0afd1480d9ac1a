// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	cancel()
	fmt.Println(ctx.Err())
}
