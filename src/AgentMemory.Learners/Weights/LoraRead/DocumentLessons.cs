using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Learners.Weights.LoraRead;

/// <summary>Lessons that held against their documents, how many were tried, and what writing and checking took.</summary>
internal sealed record WrittenLessons(IReadOnlyList<LessonPair> Lessons, int Tried, Cost Cost);

/// <summary>
/// Lets the model write lessons about a document and checks each: it must be likelier with the document before the model's eyes
/// than without, by a stated gain for each token.
/// </summary>
internal sealed class DocumentLessons
{
    private static readonly string[] Kinds = ["question", "rephrase", "infer"];
    private readonly WeightsTools _tools;
    private readonly LoraReadSettings _settings;

    public DocumentLessons(WeightsTools tools, LoraReadSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    /// <summary>A document in passages: whole lines, as many as fit; a longer line stands alone and is cut.</summary>
    public static IEnumerable<string> Passages(Document document, ITokenizer tokenizer, int tokensMax)
    {
        var passage = "";
        foreach (var line in document.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = passage.Length == 0 ? line : $"{passage}\n{line}";
            if (passage.Length > 0 && tokenizer.Count(longer) > tokensMax)
            {
                yield return passage;
                longer = line;
            }

            passage = tokenizer.Count(longer) <= tokensMax
                ? longer
                : tokenizer.Decode([.. tokenizer.Encode(longer).Take(tokensMax)]);
        }

        if (passage.Length > 0)
        {
            yield return passage;
        }
    }

    /// <summary>Lessons about documents, written and checked by the model itself.</summary>
    /// <param name="documents">What is read.</param>
    /// <param name="isForbidden">Whether a text asks what exams alone may ask: no lesson may.</param>
    /// <param name="rng">Rules every draw.</param>
    public WrittenLessons Write(IReadOnlyList<Document> documents, Func<string, bool> isForbidden, Rng rng, CancellationToken cancellation)
    {
        var drafts = new List<Draft>();
        foreach (var document in documents)
        {
            foreach (var passage in Passages(document, _tools.Model.Tokenizer, _settings.PassageTokens))
            {
                drafts.AddRange(Enumerable.Range(0, _settings.LessonsEach).Select(i => new Draft(Kinds[i % Kinds.Length], document.Title, passage)));
            }
        }

        var cost = Cost.None;
        var first = Complete([.. drafts.Select(d => Prompt($"study/{d.Kind}", ("text", d.Passage)))], _settings.Temperature, rng, ref cost, cancellation);
        for (var i = 0; i < drafts.Count; i++)
        {
            drafts[i] = drafts[i] with { Said = isForbidden(first[i]) ? "" : first[i] };
        }

        Answer(drafts, rng, ref cost, cancellation);
        var candidates = drafts.Where(d => d.Said.Length > 0 && (d.Kind != "question" || d.Answer.Length > 0)).Select(Candidate).ToList();
        var kept = Checked(candidates, ref cost, cancellation);
        return new WrittenLessons(kept, drafts.Count, cost);
    }

    private void Answer(List<Draft> drafts, Rng rng, ref Cost cost, CancellationToken cancellation)
    {
        int[] asked = [.. Enumerable.Range(0, drafts.Count).Where(i => drafts[i].Kind == "question" && drafts[i].Said.Length > 0)];
        var answers = Complete(
            [.. asked.Select(i => Prompt("study/answer", ("text", drafts[i].Passage), ("question", drafts[i].Said)))],
            temperature: 0, rng.Fork("answer"), ref cost, cancellation);
        for (var i = 0; i < asked.Length; i++)
        {
            drafts[asked[i]] = drafts[asked[i]] with { Answer = answers[i] };
        }
    }

    // What is trained, and the same with the document in view.
    private Checkable Candidate(Draft draft) => draft.Kind == "question"
        ? new Checkable(
            Prompt("study/recall", ("question", draft.Said)),
            Prompt("study/answer", ("text", draft.Passage), ("question", draft.Said)),
            $" {draft.Answer}\n")
        : new Checkable(
            Prompt("study/about", ("title", draft.Title)), Prompt($"study/{draft.Kind}", ("text", draft.Passage)), $" {draft.Said}\n");

    private IReadOnlyList<LessonPair> Checked(List<Checkable> candidates, ref Cost cost, CancellationToken cancellation)
    {
        if (candidates.Count == 0)
        {
            return [];
        }

        ScoreRequest[] requests =
        [
            .. candidates.Select(c => new ScoreRequest(c.WithDocument, c.Lesson)),
            .. candidates.Select(c => new ScoreRequest(c.Prompt, c.Lesson)),
        ];
        var scores = _tools.Model.Score(requests, cancellation);
        cost += Cost.Of(_tools.Model.Card, scores);
        return
        [
            .. candidates.Where((c, i) => scores[i].LogProbability - scores[candidates.Count + i].LogProbability
                >= _settings.GainMin * _tools.Model.Tokenizer.Count(c.Lesson))
                .Select(c => new LessonPair(c.Prompt, c.Lesson)),
        ];
    }

    private string[] Complete(string[] prompts, double temperature, Rng rng, ref Cost cost, CancellationToken cancellation)
    {
        var completions = _tools.Model.Complete(
            [
                .. prompts.Select((prompt, i) => new CompletionRequest
                {
                    Prompt = prompt,
                    Form = new CompletionForm.Free(_settings.LessonTokens, ["\n"]),
                    Temperature = temperature,
                    Seed = rng.Fork("lesson", i).Seed,
                }),
            ],
            cancellation);
        cost += Cost.Of(_tools.Model.Card, completions);
        return [.. completions.Select(c => c.Text.Trim())];
    }

    private string Prompt(string name, params ReadOnlySpan<(string Mark, string Value)> values) => _tools.Prompts.Fill(name, values);

    private sealed record Draft(string Kind, string Title, string Passage)
    {
        public string Said { get; init; } = "";

        public string Answer { get; init; } = "";
    }

    private sealed record Checkable(string Prompt, string WithDocument, string Lesson);
}
