/** The functions of JSONata that flows use most, in a few words each. Those that reach the host do not exist here. */
const lines = `
$sum adds numbers up
$count counts items
$average the mean
$max the greatest
$min the smallest
$round rounds a number
$floor rounds down
$ceil rounds up
$abs without sign
$power a to the b
$sqrt square root
$number from a text to a number
$formatNumber by a picture
$string to a text
$length characters of a text
$substring a part of a text
$substringBefore up to a mark
$substringAfter from a mark on
$uppercase in capitals
$lowercase in small letters
$trim without outer spaces
$pad to a width
$contains has the part?
$split into a list
$join into a text
$match by a pattern
$replace text by text
$now the time, as ISO 8601
$millis the time, in milliseconds
$fromMillis milliseconds to ISO 8601
$toMillis ISO 8601 to milliseconds
$boolean true or false
$not the opposite
$exists is there a value?
$map each item by a function
$filter items that fit
$single the one item that fits
$reduce to one value
$each the pairs of an object
$sift pairs that fit
$keys names of an object
$lookup by a name
$merge objects into one
$spread an object into pairs
$type the name of a type
$sort in order
$reverse backwards
$append one list to another
$distinct without repeats
$zip lists side by side
$base64encode to base 64
$base64decode from base 64
$encodeUrlComponent for a query
$decodeUrlComponent from a query
`;

export const functions: readonly { readonly name: string; readonly does: string }[] = lines
  .trim()
  .split("\n")
  .map((line) => {
    const [name = "", ...words] = line.split(" ");
    return { name, does: words.join(" ") };
  });
