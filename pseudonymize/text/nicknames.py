"""Short forms that spelling alone does not lead back to a name. Written by hand; both sides folded."""

from pseudonymize.text.words import fold

_LISTED = """
Aleksandra Alexandra: Ola Olenka Sasha Sanne Alex Xandra Sandra Oli
Aleksander Alexander Oleksandr: Alex Sasha Sander Alek
Anders: Andy
Andreas: Dreas Andi
Anne Anna Ane: Anni Annie Nanna
Benjamin: Ben Benny Benno
Birgitte Birgit Birgitta: Gitte Bitten
Bo: Bosse
Camilla Kamilla: Milla Mille
Caroline Karoline: Line Caro
Casper Kasper: Kas Kasse
Cecilie Cecilia: Cille Sille Cilla
Charlotte: Lotte Lotta Charlie
Christian Kristian: Chris Kris Krille
Christina Kristina Christine Kristine: Stine Tina Chris Kris
Christoffer Kristoffer Christopher Krzysztof: Stoffer Kris Chris Krzysiek Krzys
Dmytro Dimitri Dmitri Dmitrij: Dima Mitya
Ekaterina Kateryna: Katja Katya Katia
Elisabeth Elizabeth: Lisbeth Betty Lis Lise Beth Ebbe Elis Lisa
Emilie Emily Emilia: Emmy Mille Milla
Frederik Fredrik Vilfred Wilfred Alfred: Fred Freddy Frede Fritz
Frederikke: Rikke Fie
Gabriella Gabriele: Gabi Gaby
Guðrún: Gunna
Henrik: Henke Rik
Isabella Isabel Isabelle: Bella Belle Isa
Ivan: Vanja
Jakob Jacob: Jeppe Kob
Johannes: Hannes Joh Hans
Johanne Johanna: Hanne Hanna
Jonathan Jonas: Jonte Jonne Jon
Josefine: Fine Jose Josse
Karsten Carsten: Kalle
Karl Carl Cornelius: Kalle Charlie
Katrine Kathrine Katarina Katarzyna: Trine Kat Kasia Kaja Kathy
Kirsten Kirstine: Stine Kis
Leif: Leffe
Lars: Lasse
Ludvig Ludwig: Lulle
Magdalena: Magda Lena
Magnus: Mange
Margrethe Margarethe Margit Grethe: Grete Maggie Gitte Gete Meta
Maria Marie: Mie Mia Marusia Majken
Mariia Mariya: Masha Marusia
Marianne: Nanne Janne
Mathilde Matilde: Tilde Tille
Mathias Matthias Mateo Mattias: Matti Matte Teo Matheo Matt
Małgorzata Malgorzata: Gosia Gocha Malgosia
Maximilian Maksymilian: Max Maks
Michael Mikael Mikkel: Mik Mick Mike Micha Misha Mikke
Mohammed Muhammad Mohamed: Mo Moha Muhammed Hamoudi Md
Nikolaj Nicolai Nicolas: Niko Nik Nick Klaus
Oliver Olivia: Olli Ollie Olle
Ragnheiður: Ragga
Rasmus: Ras Rasse Rasser
Rosemarie: Rose Rosa Mie
Samuel: Sam Sammy
Sebastian: Basse Seb Bastian
Sigrid: Siri Sigga
Sofie Sophie Sofia Sofiia: Fie Sofka Sonja
Szymon: Szymek
Theodor: Theo Teddy Teo Ted
Thomas Tomas Tomasz: Tom Tommy Tomek
Tobias: Tobi Tobse Tob
Valdemar: Valde Volle
Valentina: Vale Tina Valja
Victoria Viktoria: Vicky Viki Vika Tori
Viktor Victor: Vik Vitja
Vilhelm Wilhelm William: Ville Wille Bill Will Billy
Vladimir Volodymyr: Vova Volodja
Zofia: Zosia
"""


def _read() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for line in _LISTED.strip().splitlines():
        long, _, short = line.partition(":")
        for name in long.split():
            names.setdefault(fold(name), set()).update(fold(s) for s in short.split())
    return {name: frozenset(short) for name, short in names.items()}


NICKNAMES = _read()
