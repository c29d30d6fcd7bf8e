using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training.Lessons;

/// <summary>Lessons as samples, and what the person who brought them should know.</summary>
/// <param name="Samples">One for each lesson, in order.</param>
/// <param name="Remarks">Each begins with the line that it is about.</param>
internal sealed record LessonSet(IReadOnlyList<Sample> Samples, IReadOnlyList<string> Remarks)
{
    /// <param name="lessons">None of weight 0.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="contextTokens">Tokens that the model holds. Of a longer lesson only the beginning is taught, without an end mark.</param>
    /// <param name="endsText">Whether a completion without an end mark gets the model's.</param>
    /// <exception cref="UserErrorException">A prompt alone fills the context.</exception>
    public static LessonSet Make(IReadOnlyList<TextLesson> lessons, ITokenizer tokenizer, int contextTokens, bool endsText)
    {
        var samples = new List<Sample>();
        var remarks = new LessonRemarks();
        foreach (var lesson in lessons)
        {
            var tokens = LessonTokens.Of(tokenizer, lesson.Prompt, lesson.Completion, endsText);
            if (tokens.Prompt.Count >= contextTokens)
            {
                throw new UserErrorException(
                    $"lesson at line {lesson.Line}: its prompt alone has {tokens.Prompt.Count} tokens "
                    + $"and the model's context holds {contextTokens}; shorten it");
            }

            var whole = SampleOf(tokens, (float)lesson.Weight);
            var sample = whole.Cut(contextTokens);
            samples.Add(sample);
            Remark(lesson, tokens, tokenizer, remarks);
            if (whole.Predictions.Count > sample.Predictions.Count)
            {
                remarks.Add(
                    lesson.Line,
                    "long",
                    $"{whole.Tokens.Count} tokens are more than the model's context of {contextTokens}: "
                        + $"the last {whole.Predictions.Count - sample.Predictions.Count} tokens are not taught"
                        + $"{(tokens.HasEnd ? ", its end mark among them" : "")}; shorten or split the lesson");
            }
        }

        return new LessonSet(samples, remarks.Lines);
    }

    // Nothing is predicted after an end mark, so it need not be read.
    private static Sample SampleOf(LessonTokens tokens, float weight)
    {
        var start = tokens.Prompt.Count;
        int[] read = [.. tokens.Prompt, .. tokens.HasEnd ? tokens.Completion.SkipLast(1) : tokens.Completion];
        // Nothing comes before the very first token of a text, so nothing predicts it.
        return new Sample(
            read, [.. tokens.Completion.Select((t, i) => new Prediction(start + i - 1, t, weight)).Where(p => p.At >= 0)]);
    }

    private static void Remark(TextLesson lesson, LessonTokens tokens, ITokenizer tokenizer, LessonRemarks remarks)
    {
        if (tokens.Prompt.Count == 0)
        {
            remarks.Add(
                lesson.Line,
                "empty",
                "its prompt is empty and the model has no begin mark, so nothing predicts its first token; give it a prompt");
        }

        if (tokens.IsParted)
        {
            remarks.Add(
                lesson.Line,
                "seam",
                "this vocabulary would join the end of the prompt with the beginning of the completion; the lesson is taught as it will be asked, "
                    + "after the prompt's own tokens. Models do better with the space at the beginning of the completion");
        }

        if (lesson.Unread.Length > 0)
        {
            remarks.Add(
                lesson.Line,
                "unread",
                $"nothing is learnt from {lesson.Unread}: a lesson has \"prompt\" and \"completion\", or \"messages\" with \"role\" and \"content\", "
                    + "and \"weight\"");
        }

        if (lesson.IsRejoined)
        {
            remarks.Add(
                lesson.Line,
                "form",
                "the chat template writes this answer otherwise than it asks for one; the answer is taught as the lesson gives it, after "
                    + "the prompt that the model will be asked with");
        }

        if (lesson.Messages.Count > 0 && !tokenizer.Encode(lesson.Completion).Any(tokenizer.Marks.Endings.Contains))
        {
            remarks.Add(
                lesson.Line,
                "open",
                "the chat template leaves the answer without an end mark; "
                    + (tokens.HasEnd
                        ? $"the model's own, {tokenizer.Decode([tokens.Completion[^1]])}, is taught behind it, and nothing in a conversation shows it"
                        : "none is taught, so replies will not end by themselves (--end yes teaches the model's own)"));
        }

        if (tokens.AfterEnd.Length > 0)
        {
            remarks.Add(
                lesson.Line,
                "after",
                "the text after the first end mark is not taught, since no reply goes on after one; make it a lesson of its own");
        }

        if (Strays(lesson, tokens, tokenizer).FirstOrDefault(-1) is >= 0 and var stray)
        {
            var where = lesson.Messages.Count > 0 ? "a message" : "the lesson";
            remarks.Add(
                lesson.Line,
                "mark",
                $"{where} has {tokenizer.Decode([stray])} inside, which is read as the mark and not as letters; "
                    + "take it out unless it is meant");
        }
    }

    // A chat form puts its own marks around messages; a lesson of prompt and completion may bring a begin mark at its start.
    private static IEnumerable<int> Strays(TextLesson lesson, LessonTokens tokens, ITokenizer tokenizer)
    {
        var marks = tokenizer.Marks;
        return lesson.Messages.Count > 0
            ? lesson.Messages.SelectMany(tokenizer.Encode).Where(t => t == marks.Begin || marks.Endings.Contains(t))
            : tokens.Prompt.Skip(1).Concat(tokens.Completion).Where(t => t == marks.Begin && !marks.Endings.Contains(t));
    }
}
