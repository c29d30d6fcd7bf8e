namespace AgentMemory.Claims.BayesGap;

/// <summary>The readings as files and people write them.</summary>
public static class GapWords
{
    /// <summary>i, a, b, c, sublinear or undecided.</summary>
    public static string Of(GapWord word) => word switch
    {
        GapWord.Exact => "i",
        GapWord.DoesNotLearn => "a",
        GapWord.Behind => "b",
        GapWord.OutOfCapacity => "c",
        GapWord.Sublinear => "sublinear",
        _ => "undecided",
    };
}
