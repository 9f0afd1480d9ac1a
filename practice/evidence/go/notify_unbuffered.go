// Minimum: Go 1.19
// Vet: finds what the output shows
package main

import (
	"fmt"
	"os"
	"os/signal"
)

func main() {
	stop := make(chan os.Signal)
	signal.Notify(stop, os.Interrupt)
	fmt.Println(<-stop)
}
