using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Games;

namespace AgentMemory.Cli.Commands;

/// <summary>Invented games: to list, look at, check, solve, and start one's own from.</summary>
internal static class GamesCommand
{
    private const int CheckPlayouts = 100;

    private static readonly Option<bool> Scrambled = new("--scrambled")
    {
        Description = "The game's twin with other names, as scrambled=true",
        Recursive = true,
    };

    private static readonly Option<bool> Varied = new("--varied")
    {
        Description = "The game's twin with one rule changed under the same names, as varied=true",
        Recursive = true,
    };

    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(10);

    public static Command Make()
    {
        var plugin = new Option<string[]>("--plugin") { Description = "A .NET assembly with families of its own", Recursive = true };
        return new Command("games", "Invented games with exact optima.\nExample: agentmemory games show \"heaps?hidden=takes&seed=7\"")
        {
            plugin, Scrambled, Varied, List(plugin), New(plugin), Show(plugin), Check(plugin), Playouts(plugin), Solve(plugin), GamesPlayCommand.Make(plugin),
        };
    }

    /// <summary>The catalogue with the plugins that were named.</summary>
    public static GameCatalogue Catalogue(string[]? plugins)
    {
        var catalogue = new GameCatalogue(PromptBook.Load(Home.Find().Prompts));
        foreach (var plugin in plugins ?? [])
        {
            catalogue.AddPlugin(plugin);
        }

        return catalogue;
    }

    /// <summary>The name of the game, or of the twin that is asked for.</summary>
    /// <exception cref="UserErrorException">A twin of a file is asked for.</exception>
    public static string Named(ParseResult parsed, Argument<string> game)
    {
        var name = parsed.GetValue(game)!;
        foreach (var twin in new[] { Scrambled, Varied }.Where(parsed.GetValue))
        {
            if (File.Exists(name))
            {
                throw new UserErrorException($"{twin.Name}: twins are made of families, and {name} is a file; write its twin beside it");
            }

            name += $"{(name.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{twin.Name[2..]}=true";
        }

        return name;
    }

    /// <summary>The game that a command is about.</summary>
    public static Argument<string> Game() => new("GAME")
    {
        Description = "A family with parameters, a classic, or a file: heaps?piles=2&seed=7, lines?classic=tic-tac-toe, my.kif",
    };

    /// <summary>Says on standard error what is odd but not wrong.</summary>
    private static void Warn(IReadOnlyList<string> cautions)
    {
        foreach (var caution in cautions)
        {
            Console.Error.WriteLine($"caution: {caution}");
        }
    }

    private static Command List(Option<string[]> plugin)
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "The families with their parameters, and some games.\nExample: agentmemory games list") { json };
        command.SetAction(parsed =>
        {
            var families = Catalogue(parsed.GetValue(plugin)).Families;
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    schema = "agentmemory.games/1",
                    families = families.Select(f => new
                    {
                        name = f.Name,
                        summary = f.Summary,
                        parameters = f.Parameters.Select(p => new { name = p.Name, @default = p.Default, meaning = p.Meaning }),
                    }),
                    examples = GameCatalogue.Examples,
                }));
                return ExitCode.Done;
            }

            foreach (var family in families)
            {
                Console.Out.WriteLine($"{family.Name}: {family.Summary}");
                foreach (var parameter in family.Parameters)
                {
                    Console.Out.WriteLine($"    {parameter.Name,-10} {parameter.Meaning} (left out: {parameter.Default})");
                }
            }

            Console.Out.WriteLine($"for example {string.Join(", ", GameCatalogue.Examples)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command New(Option<string[]> plugin)
    {
        var family = new Argument<string?>("FAMILY") { Arity = ArgumentArity.ZeroOrOne, Description = "A family to start a game file of" };
        var csharp = new Option<string?>("--csharp") { Description = "A name: writes a project with a family of its own in C#" };
        var folder = new Option<string>("--out") { Description = "Where to write", DefaultValueFactory = _ => "." };
        var command = new Command("new", "Files to start a game of one's own from.\nExample: agentmemory games new heaps") { family, csharp, folder };
        command.SetAction(parsed =>
        {
            var files = (parsed.GetValue(csharp), parsed.GetValue(family)) switch
            {
                ({ } name, _) => GameStarter.OfPlugin(name, typeof(ITask).Assembly.Location),
                (null, { } name) => GameStarter.OfFamily(Catalogue(parsed.GetValue(plugin)).Family(name)),
                _ => throw new UserErrorException("games new needs a family, or --csharp with a name"),
            };
            foreach (var (file, text) in files)
            {
                var path = Path.Combine(parsed.GetValue(folder)!, file);
                if (File.Exists(path))
                {
                    throw new UserErrorException($"{path} is there already; name another folder with --out");
                }

                WritablePlace.Check(parsed.GetValue(folder)!, "folder", "--out");
                Directory.CreateDirectory(Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".");
                TextFile.Write(path, text);
                Console.Out.WriteLine(path);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Option<string[]> plugin)
    {
        var game = Game();
        var command = new Command("show", "Rulebook, what it is worth, and what is hidden.\nExample: agentmemory games show bluff?classic=kuhn") { game };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(GameShow.Of(Catalogue(parsed.GetValue(plugin)).Resolve(Named(parsed, game))).ToText().TrimEnd('\n'));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check(Option<string[]> plugin)
    {
        var game = new Argument<string>("FILE") { Description = "A .game.yaml or .kif file, or any game" };
        var seed = CommonOptions.Seed();
        var command = new Command("check", "Reads a game and plays it at random to find what is wrong with it.\nExample: agentmemory games check my.kif")
        {
            game, seed,
        };
        command.SetAction(parsed =>
        {
            var task = Catalogue(parsed.GetValue(plugin)).ResolveUnsolved(Named(parsed, game));
            var check = GameCheck.Of(task, CheckPlayouts, new Rng(parsed.GetValue(seed)), CheckTime);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{check.Game}: {string.Join(", ", check.Roles)}; {check.Playouts} random games ended, "
                + $"{check.StepsMean:F1} steps on average, {check.StepsMax} at most"));
            if (check.Search is { } search)
            {
                Console.Out.WriteLine(search.IsWhole
                    ? $"all {search.Positions} positions were looked at"
                    : $"besides, the {search.Positions} positions nearest to the start were looked at; there are others");
            }

            Warn(check.Cautions);

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Playouts(Option<string[]> plugin)
    {
        var (game, seed, json) = (Game(), CommonOptions.Seed(), CommonOptions.Json());
        var command = new Command("playout", "One game played at random by everybody.\nExample: agentmemory games playout my.kif --json")
        {
            game, seed, json,
        };
        command.SetAction(parsed =>
        {
            var task = Catalogue(parsed.GetValue(plugin)).ResolveUnsolvedGame(Named(parsed, game));
            Warn(task.Cautions);
            var playout = Playout.Play(task.Id, task.Table.Game, new Rng(parsed.GetValue(seed)));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(playout.ToJson());
                return ExitCode.Done;
            }

            foreach (var step in playout.Steps)
            {
                Console.Out.WriteLine(string.Join("; ", step.Moves.Select(m => $"{m.Key}: {m.Value}")));
            }

            Console.Out.WriteLine(string.Join("; ", playout.Goals.Select(g => string.Create(
                CultureInfo.InvariantCulture, $"{g.Key} scores {g.Value}"))));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Solve(Option<string[]> plugin)
    {
        var (game, json) = (Game(), CommonOptions.Json());
        var command = new Command("solve", "What a game is worth.\nExample: agentmemory games solve lines?classic=tic-tac-toe --json") { game, json };
        command.SetAction(parsed =>
        {
            var solution = Solution.Of(Catalogue(parsed.GetValue(plugin)).ResolveGame(Named(parsed, game)));
            Warn(solution.Cautions);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(solution.ToJson());
                return ExitCode.Done;
            }

            foreach (var (role, value) in solution.Value ?? new Dictionary<string, double>())
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{role}: {value:G6} under best play"));
            }

            Console.Out.WriteLine($"best first moves: {(solution.Best.Count > 0 ? string.Join(", ", solution.Best)
                : solution.HasChoice ? "they depend on what is seen before" : "none to choose")}");
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"against the game's own opponent: random player {solution.Floor:G6}, best response {solution.Ceiling:G6}; {solution.States} states"));
            return ExitCode.Done;
        });
        return command;
    }
}
