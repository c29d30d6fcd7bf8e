namespace AgentMemory.Evaluation.Statistics;

/// <summary>Numbers by rank without sorting all of them.</summary>
public static class OrderStatistics
{
    /// <summary>
    /// The number that sorting would put at <paramref name="index"/> (Hoare's FIND, 1961). Rearranges the numbers:
    /// afterwards none in front of the index is larger and none behind it is smaller.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not a position of the numbers.</exception>
    public static double Select(Span<double> numbers, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, numbers.Length);
        var left = 0;
        var right = numbers.Length - 1;
        while (left < right)
        {
            var pivot = MedianOfThree(numbers[left], numbers[left + ((right - left) / 2)], numbers[right]);
            var i = left;
            var j = right;
            while (i <= j)
            {
                while (numbers[i] < pivot)
                {
                    i++;
                }

                while (numbers[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
                    i++;
                    j--;
                }
            }

            if (index <= j)
            {
                right = j;
            }
            else if (index >= i)
            {
                left = i;
            }
            else
            {
                break;
            }
        }

        return numbers[index];
    }

    /// <summary>
    /// Both ends of the central share <paramref name="confidence"/> of the numbers, interpolated linearly between
    /// neighbours (type 7 of Hyndman and Fan 1996, numpy's default). The upper end is counted from the top, so that
    /// changing every sign swaps and flips the ends exactly. Rearranges the numbers.
    /// </summary>
    /// <exception cref="ArgumentException">There are no numbers, or the confidence is not between 0 and 1.</exception>
    public static (double Low, double High) CentralRange(Span<double> numbers, double confidence)
    {
        if (numbers.IsEmpty || confidence is not (> 0 and < 1))
        {
            throw new ArgumentException($"{numbers.Length} numbers at confidence {confidence}; needs some, between 0 and 1");
        }

        var last = numbers.Length - 1;
        var position = last * ((1 - confidence) / 2);
        var index = (int)position;
        var share = position - index;
        var low = Select(numbers, index);
        var aboveLow = index < last ? SmallestOf(numbers[(index + 1)..]) : low;
        var high = Select(numbers, last - index);
        var belowHigh = index < last ? LargestOf(numbers[..(last - index)]) : high;
        return (low + (share * (aboveLow - low)), high - (share * (high - belowHigh)));
    }

    private static double MedianOfThree(double a, double b, double c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double SmallestOf(ReadOnlySpan<double> numbers)
    {
        var smallest = numbers[0];
        foreach (var number in numbers)
        {
            smallest = number < smallest ? number : smallest;
        }

        return smallest;
    }

    private static double LargestOf(ReadOnlySpan<double> numbers)
    {
        var largest = numbers[0];
        foreach (var number in numbers)
        {
            largest = number > largest ? number : largest;
        }

        return largest;
    }
}
