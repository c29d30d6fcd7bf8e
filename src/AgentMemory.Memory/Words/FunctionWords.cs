using System.Collections.Frozen;

namespace AgentMemory.Memory.Words;

/// <summary>
/// English words that say how a sentence is built and not what it is about. They count little in a ranking, and a passage that shares
/// nothing else with a question is not offered. In other languages a word's frequency alone tells.
/// </summary>
internal static class FunctionWords
{
    private static readonly FrozenSet<string> All = """
        a an the this that these those
        i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it its itself
        they them their theirs themselves someone anyone something anything
        am is are was were be been being do does did doing done have has had having can could will would shall should may might must
        what which who whom whose where when why how
        and or but nor so if than then as because while until
        of at by for with about against between into through during before after above below to from up down in out on off over under
        again there here all any both each few more most other some such no not only own same too very just now ever
        s t d m ll re ve don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn
        tell know say please
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static bool Contain(string word) => All.Contains(word);
}
