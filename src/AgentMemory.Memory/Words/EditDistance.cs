namespace AgentMemory.Memory.Words;

/// <summary>Steps of spelling between two words: a letter more, less or other, or two neighbours swapped once (Damerau 1964).</summary>
internal static class EditDistance
{
    /// <summary>The number of steps, or more than the most where there are more.</summary>
    /// <param name="left">A word.</param>
    /// <param name="right">Another.</param>
    /// <param name="most">Counting ends there.</param>
    /// <param name="ofAnother">What another letter in a letter's place counts.</param>
    public static int Between(string left, string right, int most, int ofAnother = 1)
    {
        if (Math.Abs(left.Length - right.Length) > most)
        {
            return most + 1;
        }

        // Three rows of the usual table: two rows back for a swap.
        Span<int> before = stackalloc int[right.Length + 1];
        Span<int> last = stackalloc int[right.Length + 1];
        Span<int> row = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = left[i - 1] == right[j - 1];
                row[j] = Math.Min(last[j - 1] + (same ? 0 : ofAnother), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > most)
            {
                return most + 1;
            }

            last.CopyTo(before);
            row.CopyTo(last);
        }

        return last[right.Length];
    }
}
