using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What the learner "lora-read" is set by.</summary>
public sealed record LoraReadSettings
{
    public required AdapterStudySettings Study { get; init; }

    /// <summary>Train on lessons that the model writes about the documents.</summary>
    public required bool Writes { get; init; }

    /// <summary>Train on the documents' own words: the ablation, and a straw man alone.</summary>
    public required bool ReadsPlainly { get; init; }

    /// <summary>Lessons tried for each passage and study: questions, rephrasings, inferences in turn.</summary>
    public required int LessonsEach { get; init; }

    /// <summary>Lessons kept from study to study.</summary>
    public required int LessonsMax { get; init; }

    /// <summary>A document is cut into passages of at most so many tokens.</summary>
    public required int PassageTokens { get; init; }

    /// <summary>Longest lesson.</summary>
    public required int LessonTokens { get; init; }

    /// <summary>Of writing; answers are always the likeliest.</summary>
    public required double Temperature { get; init; }

    /// <summary>
    /// A lesson counts as drawn from the document if the document makes it likelier by so many nats a token: what the model would
    /// have said anyway teaches nothing.
    /// </summary>
    public required double GainMin { get; init; }

    /// <summary>Reads them.</summary>
    public static LoraReadSettings Read(LearnerSettings settings)
    {
        var lessons = settings.Word("lessons", "written", "plain", "both");
        var read = new LoraReadSettings
        {
            Study = AdapterStudySettings.Read(settings),
            Writes = lessons != "plain",
            ReadsPlainly = lessons != "written",
            LessonsEach = settings.Whole("lessons_each", 1, 1_000),
            LessonsMax = settings.Whole("lessons_max", 1, 1_000_000),
            PassageTokens = settings.Whole("passage_tokens", 16, 100_000),
            LessonTokens = settings.Whole("lesson_tokens", 1, 10_000),
            Temperature = settings.Number("temperature", 0, 10),
            GainMin = settings.Number("gain_min", -10, 100),
        };
        settings.RefuseUnread();
        return read;
    }
}
