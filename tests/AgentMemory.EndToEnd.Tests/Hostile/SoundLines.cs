using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests.Hostile;

/// <summary>Command lines that are right and take little, over files that are sound: what near-misses are made from.</summary>
internal sealed class SoundLines
{
    private readonly TemporaryFolder _folder;

    public SoundLines(TemporaryFolder folder)
    {
        _folder = folder;
        Write("plan.yaml", Plan);
        Write("game.kif", Rulesheet);
        Write("lessons.jsonl", "{\"prompt\": \"a\", \"completion\": \" b\"}\n{\"prompt\": \"c\", \"completion\": \" d\"}\n");
        Write("answers.jsonl", "{\"id\": \"recall-1\", \"answer\": \"a\"}\n");
        Write("mine.jsonl", "{\"question\": \"How far?\", \"answer\": 3, \"tolerance\": 1}\n{\"question\": \"Why?\", \"choices\": [\"a\", \"b\"], \"answer\": \"a\"}\n");
        Write("curves.csv", Curves());
        Write("grammar.gbnf", "root ::= \"a\" | \"b\"\n");
        Write("memory.jsonl", "{\"text\": \"Ana lives in Oslo.\"}\n");
        // Copies: a wrong line may name a file as its output.
        File.Copy(RepositoryFiles.Path("models", "small.gguf"), folder["model.gguf"]);
        File.Copy(RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml"), folder["pretrain.yaml"]);
        Files = [.. Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal)];
        Lines = [.. All()];
    }

    /// <summary>The files that the lines name.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>One line each.</summary>
    public IReadOnlyList<string[]> Lines { get; }

    private IEnumerable<string[]> All()
    {
        var store = _folder["memory.db"];
        yield return ["games", "list"];
        yield return ["games", "show", "heaps?piles=2&hidden=takes&seed=7"];
        yield return ["games", "playout", "riddle?seed=3", "--json"];
        yield return ["games", "solve", "heaps?piles=2&most=4", "--json"];
        yield return ["games", "check", _folder["game.kif"]];
        yield return ["games", "playout", _folder["game.kif"], "--seed", "3"];
        yield return ["games", "new", "heaps", "--out", _folder["new"]];
        yield return ["games", "play", "heaps?piles=1&most=3&seed=2"];
        yield return ["fields", "list"];
        yield return ["learners", "list"];
        yield return ["fields", "show", "algebra?concepts=6&seed=3"];
        yield return ["fields", "textbook", "law?concepts=4&seed=21"];
        yield return ["fields", "exam", "kinship?concepts=4", "--items", "4", "--without-key"];
        yield return ["fields", "grade", "law?concepts=4&seed=21", "--items", "4", "--answers", _folder["answers.jsonl"]];
        yield return ["fields", "show", $"questions?file={_folder["mine.jsonl"]}&seed=3"];
        yield return ["fields", "exam", $"questions?file={_folder["mine.jsonl"]}&choices=letters", "--json"];
        yield return ["models", "list"];
        yield return ["models", "inspect", "small"];
        yield return ["models", "pull", "small"];
        yield return ["complete", "--model", "small", "--prompt", "a", "--tokens", "2", "--threads", "1"];
        yield return ["complete", "--prompt", "a", "--tokens", "2", "--grammar", _folder["grammar.gbnf"], "--seed", "3", "--temperature", "0.5"];
        yield return
        [
            "train", "--lessons", _folder["lessons.jsonl"], "--out", _folder["adapter.gguf"], "--rank", "2", "--epochs", "1",
            "--steps-min", "1", "--validation", "0", "--threads", "1",
        ];
        yield return ["models", "merge", "--model", "small", "--adapter", _folder["adapter.gguf"], "--out", _folder["merged.gguf"]];
        yield return ["models", "convert", _folder["adapter.gguf"], "--model", "small", "--out", _folder["peft"]];
        yield return ["pretrain", _folder["pretrain.yaml"], "--show", "1"];
        yield return ["memory", "add", "Ana lives in Oslo.", "--subject", "where Ana lives", "--store", store];
        yield return ["memory", "search", "where does Ana live?", "--k", "3", "--store", store, "--json"];
        yield return ["memory", "list", "--store", store];
        yield return ["memory", "log", "--store", store, "--diff"];
        yield return ["memory", "import", _folder["memory.jsonl"], "--store", store];
        yield return ["memory", "export", "--store", store];
        yield return ["memory", "revert", "2", "--store", store];
        yield return ["memory", "forget", "p1", "--store", store];
        yield return ["score", _folder["curves.csv"], "--epsilon", "0.05", "--optimum", "1", "--json"];
        yield return ["score", _folder["curves.csv"], "--html", _folder["report.html"]];
        yield return ["report", _folder["no run"]];
        yield return ["run", "heaps?piles=1&most=3&seed=3", "--learner", "context", "--episodes", "1", "--threads", "1"];
        yield return ["compare", _folder["plan.yaml"], "--out", _folder["out"], "--threads", "1", "--seeds", "1", "--blocks", "1"];
        yield return ["compare", _folder["plan.yaml"], "--out", _folder["fresh"], "--threads", "1", "--device", "cpu", "--book", "open"];
        yield return ["claims", "list", "--json"];
        yield return ["claims", "run", "l", "--out", _folder["claims"]];
        yield return ["claims", "run", "b", "--model", "small", "--dry-run"];
        yield return ["chat", "--store", store];
        yield return ["chat", "--store", store, "--tools", "--call-first"];
    }

    private void Write(string name, string text) => File.WriteAllText(_folder[name], text);

    private static string Curves()
    {
        var lines = new List<string> { "learner,task,seed,step,score" };
        for (var seed = 1; seed <= 3; seed++)
        {
            for (var step = 0; step < 8; step++)
            {
                lines.Add($"a,t,{seed},{step},0.{step}{seed}");
            }
        }

        return string.Join('\n', lines) + "\n";
    }

    private const string Rulesheet = """
        (role white)
        (init (cell 1))
        (<= (legal white (go ?x)) (true (cell ?x)))
        (next (cell 2))
        (<= terminal (true (cell 2)))
        (<= (goal white 100) (true (cell 2)))
        (<= (goal white 0) (not (true (cell 2))))
        """;

    private const string Plan = """
        schema: agentmemory.plan/1
        name: near
        model: small
        device: cpu
        seed: 5
        tasks:
          - heaps?hidden=takes&most=4&allowed=2
        learners:
          - frozen
        seeds: 1
        blocks: 1
        practice: 1
        exam: 1
        batch: 4
        context_tokens: 448
        episode_tokens: 80
        practice_temperature: 1
        exam_temperature: 0
        replies: restricted
        book: open
        epsilon: 0.05
        """;
}
